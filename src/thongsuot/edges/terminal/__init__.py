"""The command line: `thongsuot …`."""
