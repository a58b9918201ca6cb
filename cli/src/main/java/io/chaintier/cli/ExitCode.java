package io.chaintier.cli;

/** What a command's end means to whoever started it. */
final class ExitCode {
    static final int DONE = 0;

    /** It failed, and a restart may help. */
    static final int RESTART_MAY_HELP = 1;

    /** It failed, and a restart alone will not help. */
    static final int RESTART_WILL_NOT_HELP = 2;

    /** The command line or the settings are wrong. */
    static final int USAGE = 64;

    private ExitCode() {}
}
