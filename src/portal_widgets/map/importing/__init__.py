"""From files of an office to a register and a drawing: read, check, measure, simplify along borders."""
