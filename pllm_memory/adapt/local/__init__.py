"""Adapters on this machine, with transformers and peft: training, scoring, generating.

The one place where torch is imported; nothing else imports it at the top (see `adapt.local_`).
"""
