package io.chaintier.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says who owns a stack's directory: the file is locked and holds the owner's process id. The kernel drops the lock
 * with its process, so there is no stale one.
 */
final class DirectoryLock implements AutoCloseable {
    private static final String NAME = "owner.lock";
    private static final int ATTEMPTS = 10;

    /** Ours. One thread of this process looks or locks at a time. To open and close such a file again would drop the lock: POSIX counts per process. */
    private static final Set<Path> HELD_BY_THIS_PROCESS = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** @return the lock, or empty if a stack in this or another process has it */
    static synchronized Optional<DirectoryLock> tryAcquire(Path directory) {
        if (isHeldHere(directory)) {
            return Optional.empty();
        }
        // Whoever looks whether it is taken holds it for an instant: one refusal is not yet an answer.
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<FileChannel> locked = tryLock(directory, false);
            if (locked.isPresent()) {
                sign(locked.get());
                HELD_BY_THIS_PROCESS.add(file(directory));
                return locked.map(channel -> new DirectoryLock(directory, channel));
            }
            Poll.pause();
        }
        return Optional.empty();
    }

    /** @return the process that has the lock, or empty if none has */
    static Optional<ProcessHandle> owner(Path directory) {
        if (isHeldHere(directory)) {
            return Optional.of(ProcessHandle.current());
        }
        while (isTaken(directory)) {
            String signature = signature(directory);
            if (!signature.isEmpty()) {
                return ProcessHandle.of(Long.parseLong(signature));
            }
            Poll.pause(); // taken this very moment: the signature follows
        }
        return Optional.empty();
    }

    static synchronized boolean isTaken(Path directory) {
        if (isHeldHere(directory)) {
            return true;
        }
        if (!Files.exists(file(directory))) {
            return false;
        }
        Optional<FileChannel> shared = tryLock(directory, true);
        shared.ifPresent(DirectoryLock::close);
        return shared.isEmpty();
    }

    private static boolean isHeldHere(Path directory) {
        return HELD_BY_THIS_PROCESS.contains(file(directory));
    }

    private static Path file(Path directory) {
        return directory.resolve(NAME).toAbsolutePath().normalize();
    }

    private static Optional<FileChannel> tryLock(Path directory, boolean shared) {
        try {
            Files.createDirectories(directory);
            FileChannel channel = FileChannel.open(
                    file(directory), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (channel.tryLock(0, Long.MAX_VALUE, shared) != null) {
                return Optional.of(channel);
            }
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock " + directory, e);
        }
    }

    private static void sign(FileChannel channel) {
        try {
            String pid = Long.toString(ProcessHandle.current().pid());
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the owner of a local stack", e);
        }
    }

    private static String signature(Path directory) {
        try {
            return Files.readString(file(directory));
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the owner of " + directory, e);
        }
    }

    /** Gives it up; also after the directory was deleted. */
    @Override
    public void close() {
        HELD_BY_THIS_PROCESS.remove(file(directory));
        close(channel);
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unlock", e);
        }
    }
}
