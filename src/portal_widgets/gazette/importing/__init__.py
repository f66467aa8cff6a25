"""Documents from tables: CSV, XLSX, and the module laws of NukeViet. Reading changes nothing."""
