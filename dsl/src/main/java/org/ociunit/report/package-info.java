/**
 * What scenarios and tests came to, for people and for machines: outcomes and timelines go in; one page of HTML that needs
 * nothing else, JUnit's XML, TAP, JSON and text come out. Nothing is judged here, and whatever programs and runtimes have
 * written is told as data, never as markup.
 */
@NullMarked
package org.ociunit.report;

import org.jspecify.annotations.NullMarked;
