import ctypes, os, platform, signal, sys, threading, time

# Its first thread ends, so that the process table calls it a zombie, and another one goes on.
exit_of_a_thread = {'x86_64': 60, 'aarch64': 93}[platform.machine()]
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])


def work():
    os.write(1, b'ready\n')
    signal.sigwait([signal.SIGTERM])
    time.sleep(0.3)
    os.write(1, b'saved\n')
    os._exit(0)


def die_when_told():
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
    signal.pause()


# As a child, what it saves takes longer than its parent lives.
if sys.argv[1:] == ['child'] and os.fork() != 0:
    die_when_told()
threading.Thread(target=work).start()
ctypes.CDLL(None).syscall(exit_of_a_thread, 0)
