"""What the kit promises about speed and size, measured on the machine it runs on."""
