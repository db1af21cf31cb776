"""Approvals as offices draw them, each with the scenarios it must hold."""
