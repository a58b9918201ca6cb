package io.chaintier.evm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;

/**
 * A small JSON object of fixed fields, held in a record with the same fields in the same order. Canonical if all of
 * them are there and canonical, and no other; then it needs no place for anything unusual.
 *
 * @param fields in the order of the record
 */
record TupleForm(Supplier<SpecificRecord> create, List<Map.Entry<String, Form>> fields) implements Form {
    @Override
    public Parsed parse(JsonNode json) {
        if (!json.isObject()) {
            throw MalformedChainDataException.of(json, "an object");
        }
        SpecificRecord tuple = create.get();
        boolean canonical = json.size() == fields.size();
        int position = 0;
        for (Map.Entry<String, Form> field : fields) {
            JsonNode value = json.get(field.getKey());
            if (value == null || value.isNull()) {
                canonical = false;
            } else {
                Parsed parsed = parse(field, value);
                canonical &= parsed.canonical();
                tuple.put(position, parsed.value());
            }
            position++;
        }
        return new Parsed(tuple, canonical);
    }

    private static Parsed parse(Map.Entry<String, Form> field, JsonNode value) {
        try {
            return field.getValue().parse(value);
        } catch (MalformedChainDataException e) {
            throw e.within(field.getKey());
        }
    }

    @Override
    public void write(HexWriter out, Object value) throws IOException {
        SpecificRecord tuple = (SpecificRecord) value;
        out.json().writeStartObject();
        int position = 0;
        for (Map.Entry<String, Form> field : fields) {
            out.json().writeFieldName(field.getKey());
            field.getValue().write(out, tuple.get(position));
            position++;
        }
        out.json().writeEndObject();
    }
}
