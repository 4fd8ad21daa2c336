	{ /* @VM@ */
		@VM_TYPE@,
		.cpu_affinity = @AFFINITY@,
@CLOS@
		.name = @NAME@,
		.guest_flags = @GUEST_FLAGS@,
		.memory = {
			.start_hpa = @START_HPA@,
			.size = @SIZE@,
			.start_hpa2 = @START_HPA2@,
			.size_hpa2 = @SIZE_HPA2@,
		},
		.epc = {
			.base = @EPC_BASE@,
			.size = @EPC_SIZE@,
		},
		.os_config = {
			.name = @OS_NAME@,
			.kernel_type = @KERNEL_TYPE@,
			.kernel_mod_tag = @KERNEL_MOD@,
			.ramdisk_mod_tag = @RAMDISK_MOD@,
			.kernel_load_addr = @KERNEL_LOAD_ADDR@,
			.kernel_entry_addr = @KERNEL_ENTRY_ADDR@,
			.bootargs = @BOOTARGS@,
		},
		.acpi_config = {
			.acpi_mod_tag = "@ACPI_MODULE@",
		},
