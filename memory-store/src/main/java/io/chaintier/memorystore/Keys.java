package io.chaintier.memorystore;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chaintier.event.ChainId;

/** Names of the keys that are not made in a script; see the package for the layout. */
final class Keys {
    static final byte[] CHAINS = "ct:chains".getBytes(UTF_8);
    static final byte[] PROBE = "ct:probe".getBytes(UTF_8);

    private Keys() {}

    static byte[] head(ChainId chain) {
        return bytes(chain, "head");
    }

    static byte[] finality(ChainId chain) {
        return bytes(chain, "finality");
    }

    static byte[] states(ChainId chain, String namespace) {
        return bytes(chain, "s:" + namespace);
    }

    private static byte[] bytes(ChainId chain, String rest) {
        return ("ct:{" + chain + "}:" + rest).getBytes(UTF_8);
    }
}
