#ifndef VBAR_BASE_H_
#define VBAR_BASE_H_

#define VM0_SATA_VBAR \
	.vbar_base[0] = 0xa1414000UL, \
	.vbar_base[1] = 0xa141b000UL, \
	.vbar_base[5] = 0xa141a000UL

#define VM0_ETHERNET_VBAR \
	.vbar_base[0] = 0xa1200000UL, \
	.vbar_base[3] = 0xa1220000UL

#define VM0_IVSHMEM_0_VBAR \
	.vbar_base[0] = 0x80000000UL, \
	.vbar_base[1] = 0x80001000UL, \
	.vbar_base[2] = 0x8040000cUL

#define VM0_IVSHMEM_1_VBAR \
	.vbar_base[0] = 0x80002000UL, \
	.vbar_base[1] = 0x80003000UL, \
	.vbar_base[2] = 0x8100000cUL

#define VM0_VUART_1_VBAR \
	.vbar_base[0] = 0x80004000UL, \
	.vbar_base[1] = 0x80005000UL

#define VM1_IVSHMEM_1_VBAR \
	.vbar_base[0] = 0xa1500000UL, \
	.vbar_base[1] = 0xa1501000UL, \
	.vbar_base[2] = 0xa200000cUL

#endif /* VBAR_BASE_H_ */
