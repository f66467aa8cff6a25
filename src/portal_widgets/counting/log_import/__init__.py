"""Access logs of before: formats, reader, counter, run, store, command."""
