"""Taking in what people upload: pictures in sizes (`pictures`), and files kept as they are (`stored`)."""
