package org.ociunit.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {
    private static Map<?, ?> document(String json) {
        return (Map<?, ?>) Json.read(json.replace('\'', '"'), "a test", Object.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {'a':'b'}             | {'a':'c'}               | {'a':'c'}
        {'a':'b'}             | {'b':'c'}               | {'a':'b','b':'c'}
        {'a':'b','b':'c'}     | {'a':null}              | {'b':'c'}
        {'a':['b']}           | {'a':'c'}               | {'a':'c'}
        {'a':{'b':'c'}}       | {'a':{'b':'d','c':null}}| {'a':{'b':'d'}}
        {'a':'x'}             | {'a':{'b':1}}           | {'a':{'b':1}}
        {'a':[1]}             | {'a+':[2,3]}            | {'a':[1,2,3]}
        {'a':'x'}             | {'a+':[2]}              | {'a':[2]}
        {}                    | {'a':{'b+':[2]}}        | {'a':{'b':[2]}}
        {'a+':1}              | {'a+':2}                | {'a+':2}
        """)
    void a_patch_changes_a_document(String before, String patch, String after) {
        assertThat(MergePatch.apply(document(before), document(patch))).isEqualTo(document(after));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {'a':1}               | {'a':1}                 | {}
        {'a':{'b':1,'c':2}}   | {'a':{'b':1,'c':3}}     | {'a':{'c':3}}
        {'a':1,'b':2}         | {'b':2}                 | {'a':null}
        {'a':[1,2]}           | {'a':[1,2,3]}           | {'a+':[3]}
        {'a':[1,2]}           | {'a':[2,1,3]}           | {'a':[2,1,3]}
        {'a':[1,2]}           | {'a':[1]}               | {'a':[1]}
        {}                    | {'a':[1]}               | {'a':[1]}
        {'a':[1]}             | {'a':{'b':1}}           | {'a':{'b':1}}
        """)
    void the_difference_of_two_documents_makes_one_of_the_other(String before, String after, String patch) {
        Map<?, ?> difference = MergePatch.between(document(before), document(after));
        assertThat(difference).isEqualTo(document(patch));
        assertThat(MergePatch.apply(document(before), difference)).isEqualTo(document(after));
    }

    @Test
    void the_document_that_is_changed_is_left_as_it_is() {
        Map<?, ?> before = document("{'a':{'b':[1]}}");
        assertThat(MergePatch.apply(before, document("{'a':{'b+':[2]}}"))).isEqualTo(document("{'a':{'b':[1,2]}}"));
        assertThat(before).isEqualTo(document("{'a':{'b':[1]}}"));
    }
}
