"""Reads what `bank convert` wrote, with Python's own zip, XML and CSV readers, lxml and qti_convert: nothing of it shares code
with jiangheng. Prints one JSON object: what was found in each file, by code.

    items.py BANK.csv QTI21.zip QTI22.zip QTI30.zip MOODLE.xml UPGRADED.zip DOWNGRADED.zip

The last two are written: the 2.2 package made 3.0, and the 3.0 package made 2.1, by qti_convert.
"""

import base64
import csv
import hashlib
import json
import posixpath
import re
import sys
import urllib.parse
import zipfile

from lxml import etree
from qti_convert import downgrade_package, upgrade_package

NCNAME = re.compile(r"^[A-Za-z_][A-Za-z0-9._-]*$")
LETTERS = "ABCDEF"


def local(element):
    return etree.QName(element).localname


def named(root, *names):
    return [element for element in root.iter(etree.Element) if local(element) in names]


def of_csv(path):
    """The bank as it was, with pictures' digests from beside it."""
    found = {}
    with open(path, encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            picture = row["图片"]
            truth = row["题型"] == "判断"
            options = ["正确", "错误"] if truth else [row["选项" + letter] for letter in LETTERS if row["选项" + letter]]
            key = {"正确": [0], "错误": [1]}[row["答案"]] if truth else sorted(LETTERS.index(c) for c in row["答案"])
            digest = None
            if picture:
                digest = hashlib.sha256(open(posixpath.join(posixpath.dirname(path), picture), "rb").read()).hexdigest()
            found[row["题目编码"]] = {
                "stem": row["题干"], "options": options, "key": key, "picture": digest,
                "kind": row["题型"], "point": row["内容点"], "facility": row["难度"],
                "explanation": row["解析"], "reference": row["依据"],
            }
    return found


def of_qti(path):
    """A package by its manifest; every file it lists must be there, every identifier an NCName and the only one."""
    found, seen = {}, set()
    package = zipfile.ZipFile(path)
    assert package.testzip() is None
    names = set(package.namelist())
    manifest = etree.fromstring(package.read("imsmanifest.xml"))
    listed = set()
    for resource in manifest.findall("{*}resources/{*}resource"):
        identifier = resource.get("identifier")
        assert NCNAME.match(identifier) and identifier not in seen, identifier
        seen.add(identifier)
        for file in resource.findall("{*}file"):
            listed.add(urllib.parse.unquote(file.get("href")))
        code = [e for e in named(resource, "identifier") if e.getparent() is not None and named(e, "catalog")][0]
        code = named(code, "entry")[0].text
        classes = {named(c, "source")[1].findtext("{*}string"): named(c, "id")[0].text for c in named(resource, "classification")}
        texts = {local(e.getparent()): "".join(e.itertext()) for e in named(resource, "description")}
        item = etree.fromstring(package.read(resource.get("href")))
        assert item.get("identifier") == identifier
        choices = named(item, "simpleChoice", "qti-simple-choice")
        order = [choice.get("identifier") for choice in choices]
        declaration = named(item, "responseDeclaration", "qti-response-declaration")[0]
        key = sorted(order.index(value.text) for value in named(declaration, "value", "qti-value"))
        multiple = declaration.get("cardinality") == "multiple"
        paragraphs = named(item, "p")
        picture = None
        for image in named(item, "img"):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(resource.get("href")), urllib.parse.unquote(image.get("src"))))
            assert target in listed, target
            picture = hashlib.sha256(package.read(target)).hexdigest()
        processing = named(item, "responseProcessing", "qti-response-processing")[0]
        assert processing.get("template").endswith("/match_correct")
        found[code] = {
            "stem": "".join(paragraphs[0].itertext()), "options": ["".join(c.itertext()) for c in choices], "key": key,
            "picture": picture, "kind": "多选" if multiple else ("判断" if order == ["T", "F"] else "单选"),
            "point": classes["jiangheng.content_point"], "facility": classes["jiangheng.facility"],
            "explanation": texts.get("educational", ""), "reference": texts.get("resource", ""),
        }
    assert listed <= names, listed - names
    assert names - listed == {"imsmanifest.xml"}, names - listed
    return found


def of_moodle(path):
    """A quiz, its HTML read by lxml."""
    found, point = {}, None
    for question in etree.parse(path).getroot().findall("question"):
        kind = question.get("type")
        if kind == "category":
            point = question.findtext("category/text").rsplit("/", 1)[1]
            continue
        text = question.find("questiontext")
        stem, picture = text.findtext("text"), None
        if text.get("format") == "html":
            page = etree.HTML(stem)
            stem = "".join(page.find(".//p").itertext())
            source = urllib.parse.unquote(page.find(".//img").get("src"))
            file = text.find("file")
            assert source == "@@PLUGINFILE@@" + file.get("path") + file.get("name")
            picture = hashlib.sha256(base64.b64decode(file.text)).hexdigest()
        feedback = question.find("generalfeedback")
        explanation, reference = feedback.findtext("text") or "", ""
        if feedback.get("format") == "html":
            page = etree.HTML(explanation)
            explanation, reference = ["".join(part.itertext()) for part in page.findall(".//div")]
        answers = question.findall("answer")
        fractions = [float(answer.get("fraction")) for answer in answers]
        assert abs(sum(f for f in fractions if f > 0) - 100) < 0.001, fractions
        options = [answer.findtext("text") for answer in answers]
        truth = kind == "truefalse"
        if truth:
            options = ["正确" if option == "true" else "错误" for option in options]
        tags = dict(tag.text.split(":", 1) for tag in question.findall("tags/tag/text"))
        single = question.findtext("single") == "true"
        found[question.findtext("idnumber")] = {
            "stem": stem, "options": options, "key": [i for i, f in enumerate(fractions) if f > 0], "picture": picture,
            "kind": "判断" if truth else ("单选" if single else "多选"), "point": point, "facility": tags["facility"],
            "explanation": explanation, "reference": reference,
        }
    return found


def main(bank, qti21, qti22, qti30, moodle, upgraded, downgraded):
    upgrade_package(qti22, upgraded)
    warnings = downgrade_package(qti30, downgraded).warnings
    found = {"csv": of_csv(bank), "qti21": of_qti(qti21), "qti22": of_qti(qti22), "qti30": of_qti(qti30), "moodle": of_moodle(moodle)}
    found["warnings"] = [str(warning) for warning in warnings]
    json.dump(found, sys.stdout)


main(*sys.argv[1:])
