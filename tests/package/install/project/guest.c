/* A guest's program, with the header that was made for its VM. */
#include <stdio.h>

#include <vm2/ivshmem_guest.h>

int main(void)
{
	printf("ok\n");
	return 0;
}
