/* gcc 12 and later warn of the second comparison. */
struct context {
	const void *info;
	unsigned char state[128];
};

int is_usable(const struct context *context);

int is_usable(const struct context *context)
{
	if ((context->info == (void *)0) || (context->state == (void *)0)) {
		return 0;
	}
	return 1;
}
