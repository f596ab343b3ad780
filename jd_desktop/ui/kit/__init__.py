"""Parts of screens: tables, forms, states, panels, toasts."""
