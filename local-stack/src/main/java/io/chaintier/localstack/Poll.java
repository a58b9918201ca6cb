package io.chaintier.localstack;

/** The pause between two questions whether something has happened yet. */
final class Poll {
    private static final long PAUSE_MS = 100;

    private Poll() {}

    static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while waiting for the local stack", e);
        }
    }
}
