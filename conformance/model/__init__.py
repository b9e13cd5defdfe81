"""The values everything else passes around: frozen, plain, without behaviour of their own."""
