package org.ociunit.runtime;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Options: a record that gets a method {@code withX} for each component x, as the documents of the spec do. */
@RecordBuilder.Template(
        options =
                @RecordBuilder.Options(
                        addStaticBuilder = false,
                        enableGetters = false,
                        // Carries JSpecify's @Nullable over to the parameters of the withers.
                        inheritComponentAnnotations = true))
@Retention(RetentionPolicy.SOURCE)
@Target(ElementType.TYPE)
@interface Withers {}
