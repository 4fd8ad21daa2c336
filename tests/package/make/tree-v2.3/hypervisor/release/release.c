/* What a release build logs. */
extern const char build_type[];
const char build_type[] = "release";
