// SPDX-FileCopyrightText: 2026 Atelier libre contributors
// SPDX-License-Identifier: LiLiQ-P-1.1
// Lets Sphinx's search find words typed without their accents: book/search.py has taken them from
// the index, and this takes them from what is typed. Both must take the same.
/* global Search, Stemmer:writable */
"use strict";

{
  const ligatures = { œ: "oe", æ: "ae", Œ: "OE", Æ: "AE" };
  const fold = (text) =>
    text.replace(/[œæŒÆ]/g, (sign) => ligatures[sign]).normalize("NFD").replace(/\p{Mn}/gu, "");

  const Accented = Stemmer;
  Stemmer = function () {
    const stemmer = new Accented();
    this.stemWord = (word) => stemmer.stemWord(fold(word));
  };

  // The lines that are shown of a page begin near what was found, accents or not.
  const summaryOf = Search.makeSearchSummary;
  Search.makeSearchSummary = (page, keywords, anchor) => {
    const text = Search.htmlToText(page, anchor);
    const plain = fold(text).toLowerCase();
    const written = [...keywords].map((word) => {
      const place = plain.indexOf(word);
      return place < 0 ? word : text.substr(place, word.length);
    });
    return summaryOf(page, written, anchor);
  };
}
