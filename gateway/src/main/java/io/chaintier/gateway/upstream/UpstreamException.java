package io.chaintier.gateway.upstream;

/** The node that calls are passed on to did not answer. The message says why, and names the node by its host only. */
public final class UpstreamException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean busy;

    private UpstreamException(String message, boolean busy) {
        super(message);
        this.busy = busy;
    }

    static UpstreamException unavailable(String message) {
        return new UpstreamException(message, false);
    }

    static UpstreamException busy(String message) {
        return new UpstreamException(message, true);
    }

    /** Whether it was not asked because too many calls are under way. */
    public boolean isBusy() {
        return busy;
    }
}
