"""Conformance under sustained load: Locust's users call, every answer is judged, workers' counts are added up."""
