"""The words of the network: code lists, the reason tree, crosswalks, the fields of a contact."""
