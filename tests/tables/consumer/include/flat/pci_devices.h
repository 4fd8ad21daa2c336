/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The real tree generates this header from the board, one macro per device such as
 *   SATA_CONTROLLER_0  .pbdf.bits = {...}
 * Generated tables must not need them: they hold literal initialisers.
 */
#ifndef PCI_DEVICES_H_
#define PCI_DEVICES_H_

#endif /* PCI_DEVICES_H_ */
