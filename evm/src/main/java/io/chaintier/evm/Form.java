package io.chaintier.evm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** How values of one kind are spelled in JSON and held in Avro. Implementations are immutable. */
interface Form {
    /**
     * @param json a JSON null or Jackson's missing node is of no kind
     * @throws MalformedChainDataException if the value cannot be of this kind; its path starts at {@code json}
     */
    Parsed parse(JsonNode json);

    /** Writes the canonical spelling of what {@link #parse} gave as canonical, or of an equal value. */
    void write(HexWriter out, Object value) throws IOException;
}
