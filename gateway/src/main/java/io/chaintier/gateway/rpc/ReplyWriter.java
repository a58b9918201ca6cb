package io.chaintier.gateway.rpc;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.gateway.read.Tier;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.Set;

/** Writes the responses of one request, one after the other, into one buffer. For one thread. */
final class ReplyWriter {
    private final boolean batch;
    private final BufferStream stream = new BufferStream();
    private final Set<Tier> tiers = EnumSet.noneOf(Tier.class);

    /** @param batch whether the responses are the items of an array */
    ReplyWriter(boolean batch) {
        this.batch = batch;
    }

    /**
     * Adds a response with a result.
     *
     * @throws IOException or a runtime exception of the value's writer; nothing is added then
     */
    void result(JsonNode id, RpcMethod.Result result) throws IOException {
        int before = bytes();
        try {
            response(id, out -> {
                out.writeFieldName("result");
                result.value().write(out);
            });
        } catch (IOException | RuntimeException e) {
            stream.cutTo(before);
            throw e;
        }
        result.tier().ifPresent(tiers::add);
    }

    void error(JsonNode id, RpcException error) {
        try {
            response(id, out -> {
                out.writeObjectFieldStart("error");
                out.writeNumberField("code", error.code());
                out.writeStringField("message", error.getMessage());
                if (!error.data().isEmpty()) {
                    out.writePOJOField("data", error.data());
                }
                out.writeEndObject();
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void response(JsonNode id, RpcMethod.ValueWriter content) throws IOException {
        if (batch) {
            stream.write(bytes() == 0 ? '[' : ',');
        }
        try (JsonGenerator out = Json.MAPPER.createGenerator((OutputStream) stream)) {
            out.writeStartObject();
            out.writeStringField("jsonrpc", "2.0");
            out.writeFieldName("id");
            out.writeTree(id);
            content.write(out);
            out.writeEndObject();
        }
    }

    int bytes() {
        return stream.buffer.length();
    }

    Reply finish() {
        if (batch && bytes() > 0) {
            stream.write(']');
        }
        return new Reply(stream.buffer, tiers);
    }

    /** A Vert.x buffer to write to. */
    private static final class BufferStream extends OutputStream {
        private Buffer buffer = Buffer.buffer();

        @Override
        public void write(int value) {
            buffer.appendByte((byte) value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            buffer.appendBytes(bytes, offset, length);
        }

        void cutTo(int bytes) {
            buffer = buffer.getBuffer(0, bytes);
        }
    }
}
