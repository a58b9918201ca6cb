package io.chaintier.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Says who owns a stack's directory. The kernel drops it with its process, so there is no stale one. */
final class DirectoryLock implements AutoCloseable {
    private static final String NAME = "owner.lock";
    private static final int ATTEMPTS = 10;

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @return the lock, or empty if a stack in this or another process has it */
    static Optional<DirectoryLock> tryAcquire(Path directory) {
        // Whoever looks whether it is taken holds it for an instant: one refusal is not yet an answer.
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<DirectoryLock> lock = tryLock(directory, false);
            if (lock.isPresent()) {
                return lock;
            }
            Poll.pause();
        }
        return Optional.empty();
    }

    static boolean isTaken(Path directory) {
        if (!Files.exists(directory.resolve(NAME))) {
            return false;
        }
        Optional<DirectoryLock> shared = tryLock(directory, true);
        shared.ifPresent(DirectoryLock::close);
        return shared.isEmpty();
    }

    private static Optional<DirectoryLock> tryLock(Path directory, boolean shared) {
        try {
            Files.createDirectories(directory);
            FileChannel channel = FileChannel.open(
                    directory.resolve(NAME),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            if (lock(channel, shared)) {
                return Optional.of(new DirectoryLock(channel));
            }
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock " + directory, e);
        }
    }

    private static boolean lock(FileChannel channel, boolean shared) throws IOException {
        try {
            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // this very process has it
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unlock", e);
        }
    }
}
