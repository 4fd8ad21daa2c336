/* SPDX-License-Identifier: BSD-3-Clause */
/* The real tree generates this header from the board; the tables need nothing of it. */
#ifndef BOARD_INFO_H_
#define BOARD_INFO_H_

#endif /* BOARD_INFO_H_ */
