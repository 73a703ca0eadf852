import app from './en/app.json'
import errors from './en/errors.json'

export default { app, errors }
