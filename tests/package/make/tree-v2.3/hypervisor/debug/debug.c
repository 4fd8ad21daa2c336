/* What a debug build logs. */
extern const char build_type[];
const char build_type[] = "debug";
