/* The library, linked. */
#include <acrn_cfgc.h>

#include <stdio.h>

int main(void)
{
	printf("%s\n", acrn_cfgc_version());
	return 0;
}
