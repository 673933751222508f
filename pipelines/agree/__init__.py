"""Agreement on categorising: what raters answered to the shipped scenarios, beside the key and beside each other."""
