"""What a person sees: the page, made of controls, figures and one callback registration a concern."""
