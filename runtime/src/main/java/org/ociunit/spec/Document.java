package org.ociunit.spec;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A record of a document: gets a method {@code withX} for each component x, from the interface {@code With} of its
 * generated builder. The generator makes the builder of a public record public; we use none of it but {@code With}.
 */
@RecordBuilder.Template(
        options =
                @RecordBuilder.Options(
                        addConcreteSettersForOptional = RecordBuilder.ConcreteSettersForOptionalMode.DISABLED,
                        addStaticBuilder = false,
                        emptyDefaultForOptional = false,
                        enableGetters = false,
                        // Carries JSpecify's @Nullable over to the parameters of the withers.
                        inheritComponentAnnotations = true))
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.TYPE)
@interface Document {}
