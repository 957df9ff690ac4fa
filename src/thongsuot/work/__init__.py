"""What officers and citizens do: dossiers and the notices that follow them."""
