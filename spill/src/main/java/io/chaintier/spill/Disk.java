package io.chaintier.spill;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The folder of a log, as far as the log needs it. Everything the log knows of files it knows through this, so that a
 * test can stand in for a disk that fails, fills up or loses power. Names are plain file names within the folder, or
 * {@code folder/name} for one below. Safe for many threads.
 */
interface Disk extends Closeable {
    /** Names of the plain files in the folder. */
    List<String> list() throws IOException;

    /** Makes a file of this size, all zeros, on the disk before it returns. Leaves nothing behind if it fails. */
    void create(String name, long bytes) throws IOException;

    /** Opens an existing file. */
    File open(String name) throws IOException;

    /** Moves a file within the folder; what has the new name is replaced. */
    void move(String name, String newName) throws IOException;

    /** Gives the space of a file back at once, also where it is still mapped, and then its name. */
    void delete(String name) throws IOException;

    /** On return what was created, moved and deleted survives a power loss. */
    void forceNames() throws IOException;

    /** Bytes of all files in a folder below; 0 where there is none. */
    long bytesIn(String folder) throws IOException;

    /** Bytes that could still be written. */
    long usableBytes() throws IOException;

    /** For messages. */
    @Override
    String toString();

    /** Lets the folder go. */
    @Override
    void close() throws IOException;

    /** An open file. Reading and writing see what was stored through a mapping, and the other way round. */
    interface File extends Closeable {
        long size() throws IOException;

        /**
         * Fills the buffer from a position on.
         *
         * @return bytes read: fewer than asked for only at the end of the file
         */
        int read(ByteBuffer into, long position) throws IOException;

        /** Writes all of the buffer. */
        void write(ByteBuffer from, long position) throws IOException;

        /** On return the whole file survives a power loss. */
        void force() throws IOException;

        /** Maps the whole file, at most 2 GiB. The mapping outlives the file's being closed. */
        Mapping map() throws IOException;

        @Override
        void close() throws IOException;
    }

    /** A file in memory. */
    interface Mapping {
        /** Little-endian. An access may throw {@link InternalError}, sooner or later, if the file behind it is gone. */
        ByteBuffer buffer();

        /**
         * On return these bytes survive a power loss.
         *
         * @throws IOException if they do not. Trying again would lie: the kernel reports a failure once
         */
        void force(int from, int bytes) throws IOException;
    }
}
