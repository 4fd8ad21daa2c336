# Prints C sources as "file:line:text" with comments and the insides of strings and character
# constants blanked out, so that a lint sees code only. Include lines keep their quotes.

FNR == 1 { in_comment = 0 }

{
	out = ""
	rest = $0
	is_include = rest ~ /^[ \t]*#[ \t]*include/
	while (rest != "") {
		if (in_comment) {
			end = index(rest, "*/")
			if (end == 0)
				break
			in_comment = 0
			rest = substr(rest, end + 2)
			continue
		}
		if (substr(rest, 1, 2) == "/*") {
			in_comment = 1
			out = out " "
			rest = substr(rest, 3)
		} else if (!is_include && match(rest, /^"([^"\\]|\\.)*"/)) {
			out = out "\"\""
			rest = substr(rest, RLENGTH + 1)
		} else if (match(rest, /^'([^'\\]|\\.)+'/)) {
			out = out "' '"
			rest = substr(rest, RLENGTH + 1)
		} else {
			out = out substr(rest, 1, 1)
			rest = substr(rest, 2)
		}
	}
	printf "%s:%d:%s\n", FILENAME, FNR, out
}
