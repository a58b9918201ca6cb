package io.chaintier.evm;

import io.chaintier.event.Bytes;
import io.chaintier.event.wire.GeneratedTypes;
import io.chaintier.event.wire.ReleasedSchemas;
import io.chaintier.evm.avro.EvmBodies;
import io.chaintier.evm.avro.EvmHeader;
import io.chaintier.evm.avro.EvmReceipt;
import io.chaintier.evm.avro.EvmTransaction;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;

/** Decodes the Avro binary of headers and bodies, in any format ever released. Thread-safe. */
final class BodyFormat {
    /** Format of everything that is written now. */
    static final long CURRENT = ReleasedSchemas.fingerprint(EvmBodies.getClassSchema());

    private static final Map<Long, BodyFormat> FORMATS = ReleasedSchemas.EVM_BODIES.byName().values().stream()
            .collect(Collectors.toUnmodifiableMap(ReleasedSchemas::fingerprint, BodyFormat::new));

    private final DatumReader<EvmHeader> headers;
    private final DatumReader<EvmTransaction> transactions;
    private final DatumReader<EvmReceipt> receipts;

    private BodyFormat(Schema bodies) {
        headers = reader(bodies, "header", EvmHeader.getClassSchema());
        transactions = reader(bodies, "transaction", EvmTransaction.getClassSchema());
        receipts = reader(bodies, "receipt", EvmReceipt.getClassSchema());
    }

    /** @throws UnreadableBodyException if no released schema has this fingerprint */
    static BodyFormat of(long fingerprint) {
        BodyFormat format = FORMATS.get(fingerprint);
        if (format == null) {
            throw new UnreadableBodyException("unknown body format " + Long.toHexString(fingerprint)
                    + ": written by a newer program, or not of the EVM family");
        }
        return format;
    }

    EvmHeader header(Bytes bytes) {
        return decode(headers, bytes, "header");
    }

    EvmTransaction transaction(Bytes bytes) {
        return decode(transactions, bytes, "transaction");
    }

    EvmReceipt receipt(Bytes bytes) {
        return decode(receipts, bytes, "receipt");
    }

    private static <T> T decode(DatumReader<T> reader, Bytes bytes, String what) {
        try {
            BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes.array(), null);
            T decoded = reader.read(null, decoder);
            if (decoder.isEnd()) {
                return decoded;
            }
        } catch (IOException | RuntimeException e) {
            // Avro answers damaged bytes with exceptions of many kinds; nothing but the bytes is at fault here.
            throw new UnreadableBodyException("damaged " + what + ": " + bytes, e);
        } catch (OutOfMemoryError e) {
            // A damaged length asked for one array of up to 2 GiB: refused as a whole, so nothing else suffered.
            throw new UnreadableBodyException("damaged " + what + ", it claims to be larger than memory: " + bytes, e);
        }
        throw new UnreadableBodyException("damaged " + what + ", bytes behind its end: " + bytes);
    }

    private static <T> DatumReader<T> reader(Schema bodies, String field, Schema expected) {
        return new SpecificDatumReader<>(bodies.getField(field).schema(), expected, GeneratedTypes.MODEL);
    }
}
