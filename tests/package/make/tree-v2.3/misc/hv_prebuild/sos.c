/* The other file that declares it. */
int sos_pci_devs_declared;
