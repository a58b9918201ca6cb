package io.chaintier.localstack;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/** The form in which Kafka wants the id of a cluster: the 16 bytes of a UUID in URL-safe base 64. */
final class ClusterId {
    private ClusterId() {}

    static String of(UUID uuid) {
        ByteBuffer bytes =
                ByteBuffer.allocate(16).putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }
}
