/* Code that has nothing to do with the tables. */
#include "hv.h"

unsigned int hv_strlen(const char *text)
{
	unsigned int length = 0U;

	while (text[length] != '\0')
		length++;
	return length;
}
