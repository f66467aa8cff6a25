"""Access logs from before the counter: formats, reader, counter, run, store, command."""
