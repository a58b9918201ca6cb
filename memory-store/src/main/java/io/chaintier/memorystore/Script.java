package io.chaintier.memorystore;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script that Redis runs as one step.
 *
 * @param text what is sent the first time; Redis remembers it until it restarts
 * @param sha1 its name from then on, in hexadecimal digits
 */
record Script(byte[] text, byte[] sha1) {
    static final Script WRITE = load("keys.lua", "write.lua");
    static final Script BLOCK = load("keys.lua", "block.lua");
    static final Script TRANSACTION = load("keys.lua", "transaction.lua");
    static final Script LOGS = load("keys.lua", "logs.lua");
    static final Script STATE = load("state.lua");

    private static Script load(String... resources) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (String resource : resources) {
            try (InputStream in = Script.class.getResourceAsStream(resource)) {
                in.transferTo(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        byte[] digest = digest().digest(text.toByteArray());
        return new Script(text.toByteArray(), HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
