"""Runs the demo without the command line of keyflow: `python -m keyflow_keyprojects.demo`."""

from keyflow_keyprojects.demo.command import demo

demo()
