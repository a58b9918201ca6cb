package io.chaintier.evm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A JSON array, canonical if every element is. */
record ListForm(Form element) implements Form {
    interface Visitor {
        void visit(int index, JsonNode element);
    }

    @Override
    public Parsed parse(JsonNode json) {
        List<Object> values = new ArrayList<>(json.size());
        List<Object> unusual = new ArrayList<>(0);
        forEach(json, (index, each) -> {
            Parsed parsed = element.parse(each);
            values.add(parsed.value());
            if (!parsed.canonical()) {
                unusual.add(each);
            }
        });
        return new Parsed(values, unusual.isEmpty());
    }

    @Override
    public void write(HexWriter out, Object value) throws IOException {
        out.json().writeStartArray();
        for (Object each : (List<?>) value) {
            element.write(out, each);
        }
        out.json().writeEndArray();
    }

    /** Like {@link #forEach}, with the field's name in the path as well. */
    static void forEachIn(JsonNode object, String field, Visitor visitor) {
        try {
            forEach(object.path(field), visitor);
        } catch (MalformedChainDataException e) {
            throw e.within(field);
        }
    }

    /** @throws MalformedChainDataException if it is no array, or what {@code visitor} throws, with the index added */
    static void forEach(JsonNode json, Visitor visitor) {
        if (!json.isArray()) {
            throw MalformedChainDataException.of(json, "an array");
        }
        for (int i = 0; i < json.size(); i++) {
            try {
                visitor.visit(i, json.get(i));
            } catch (MalformedChainDataException e) {
                throw e.within("[" + i + "]");
            }
        }
    }
}
