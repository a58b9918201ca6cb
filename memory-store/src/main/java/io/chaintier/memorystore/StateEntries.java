package io.chaintier.memorystore;

import io.chaintier.event.StateEntry;
import io.chaintier.event.wire.MalformedEventException;
import io.chaintier.event.wire.StateCodec;
import io.chaintier.event.wire.UnknownSchemaException;
import io.chaintier.store.StoreRejectedException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A state entry as Redis keeps it: the version, which the script compares, and the entry as in its topic. */
final class StateEntries {
    private StateEntries() {}

    static byte[] toBytes(StateEntry entry) {
        byte[] encoded = new StateCodec().encode(entry);
        return ByteBuffer.allocate(Long.BYTES + encoded.length)
                .putLong(entry.version())
                .put(encoded)
                .array();
    }

    /** @throws StoreRejectedException if it cannot be read, for example because a newer release wrote it */
    static StateEntry fromBytes(byte[] stored) {
        try {
            return new StateCodec().decode(Arrays.copyOfRange(stored, Long.BYTES, stored.length));
        } catch (MalformedEventException | UnknownSchemaException e) {
            throw new StoreRejectedException("a state entry in Redis cannot be read: " + e.getMessage(), e);
        }
    }
}
