
/* Region @I@ */
_Static_assert(sizeof(IVSHMEM_SHM_REGION_@I@) <= sizeof(((struct ivshmem_shm_region *)0)->name),
	"the name of region @I@ must fit into 32 bytes with its final NUL");
_Static_assert((IVSHMEM_SHM_REGION_@I@_SIZE >= 0x200000UL) && (IVSHMEM_SHM_REGION_@I@_SIZE <= 0x20000000UL) &&
	((IVSHMEM_SHM_REGION_@I@_SIZE & (IVSHMEM_SHM_REGION_@I@_SIZE - 1UL)) == 0UL),
	"the size of region @I@ must be a power of two from 2 MiB to 512 MiB");
_Static_assert((IVSHMEM_SHM_REGION_@I@_HPA & @OFFSET_MASK@UL) == 0UL,
	"the physical address of region @I@ must be aligned to @ALIGNMENT@");
