<?php
// Parses every line of the given files, as Stytch's PHP client does: `php parse.php FILE...`
$count = 0;
foreach (array_slice($argv, 1) as $name) {
    $file = fopen($name, 'r');
    while (($line = fgets($file)) !== false) {
        $answer = json_decode($line, true, 512, JSON_THROW_ON_ERROR);
        // A list, or the response of an exchange.
        if (!is_array($answer['discovered_organizations'] ?? null) && !array_key_exists('member_session', $answer)) {
            throw new Exception("neither a list nor an exchange: $line");
        }
        $count += 1;
    }
    fclose($file);
}
echo "PHP parsed $count responses\n";
exit($count > 0 ? 0 : 1);
