	{ /* @DEVICE@ */
		.emu_type         = @EMU_TYPE@,
		.vbdf.bits        = @VBDF@,
		.vbdf.value       = @VBDF_VALUE@,
		.vdev_ops         = @VDEV_OPS@,
		.pbdf.bits        = @PBDF@,
		.shm_region_name  = @REGION@,
		.vuart_idx        = @VUART@,
		.t_vuart.vm_id    = @TARGET_VM@,
		.t_vuart.vuart_id = @TARGET_VUART@,
		.vrp_sec_bus      = @SECONDARY_BUS@,
@VBARS@
	},
