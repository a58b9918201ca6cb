package io.chaintier.gateway.rpc;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.chaintier.gateway.read.KnownHead;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes the responses of one request, one after the other, into one buffer. For one thread. */
final class ReplyWriter {
    private final boolean batch;
    private final BufferStream stream = new BufferStream();
    private final Set<Source> sources = EnumSet.noneOf(Source.class);
    private final List<Basis> bases = new ArrayList<>();

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
        sources.addAll(result.sources());
        bases.add(result.basis());
    }

    void error(JsonNode id, RpcException error) {
        bases.add(Basis.UNKNOWN);
        try {
            response(id, out -> {
                out.writeObjectFieldStart("error");
                out.writeNumberField("code", error.code());
                out.writeStringField("message", error.getMessage());
                if (!error.data().isMissingNode()) {
                    out.writeFieldName("data");
                    out.writeTree(error.data());
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

    /** @param head the newest known */
    Reply finish(Optional<KnownHead> head) {
        if (batch && bytes() > 0) {
            stream.write(']');
        }
        Finality finality = bases.stream()
                .flatMap(basis -> basis.at(head.map(KnownHead::head)).stream())
                .reduce(Finality::or)
                .orElse(Finality.UNKNOWN);
        return new Reply(stream.buffer, new Provenance(sources, finality, head));
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
