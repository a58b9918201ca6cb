package io.chaintier.event.wire;

import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.specific.SpecificData;

/**
 * Avro's model for our generated classes. Avro loads a class named by a schema only where somebody vouches for it; the
 * schemas here are the released ones from our own resources, never a stranger's, so the classes may be loaded by name.
 */
public final class GeneratedTypes extends SpecificData {
    public static final GeneratedTypes MODEL = new GeneratedTypes();

    private GeneratedTypes() {
        super(GeneratedTypes.class.getClassLoader());
        setCustomCoders(true);
        addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
    }

    @Override
    @SuppressWarnings("rawtypes") // as Avro declares it
    public Class getClass(Schema schema) {
        if (schema.getType() != Schema.Type.RECORD) {
            return super.getClass(schema);
        }
        try {
            return Class.forName(SpecificData.getClassName(schema), false, getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("no generated class for schema " + schema.getFullName(), e);
        }
    }
}
